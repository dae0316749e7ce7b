# The DMS emulator alone, for tests of other programs.
# docker build -f deploy/docker/dms-emulator.Dockerfile -t dms-emulator .   (after `mvn -DskipTests package`, from the project's folder)
# docker run -p 4566:4566 dms-emulator --source jdbc:postgresql://… --target jdbc:postgresql://…
FROM eclipse-temurin:21-jre AS unpacked
ADD target/window-reload-*.tar.gz /unpacked/
RUN mv /unpacked/window-reload-* /opt/window-reload

FROM eclipse-temurin:21-jre
COPY --from=unpacked /opt/window-reload /opt/window-reload
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/dms --create-home dms
USER 10001:10001
WORKDIR /var/lib/dms
ENV WINDOW_RELOAD_CACHE=off \
    JAVA_OPTS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
EXPOSE 4566
STOPSIGNAL SIGTERM
# Loopback is nobody's in a container.
ENTRYPOINT ["/opt/window-reload/bin/window-reload", "dms", "--listen=0.0.0.0"]
