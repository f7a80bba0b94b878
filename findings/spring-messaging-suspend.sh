#!/usr/bin/env bash
# org.springframework:spring-messaging 7.0.10 with Kotlin 2.3.21 and kotlinx-coroutines 1.10.2 (Java 17).
#
# What happens: a controller has a suspending function under @MessageMapping. The module's reactive handler, which RSocket
# uses, calls it. The other one, which STOMP over WebSocket uses, takes the hidden last parameter (the Continuation) for
# the message's payload and tries to convert that: the function is never called, and an exception handler is, with a
# MessageConversionException, although all that Spring needs for coroutines is on the class path. Nothing is said at the
# start.
#
# Why it surprises: the same annotation, the same module and the same controller; Spring MVC and WebFlux call suspending
# functions, too. The two invokers bear the same name, InvocableHandlerMethod, and only the one in the package "reactive"
# knows coroutines, so whoever builds on the other has to bring that.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.springframework</groupId>
      <artifactId>spring-messaging</artifactId>
      <version>7.0.10</version>
    </dependency>
    <dependency>
      <groupId>org.springframework</groupId>
      <artifactId>spring-context</artifactId>
      <version>7.0.10</version>
    </dependency>
    <dependency>
      <groupId>org.jetbrains.kotlin</groupId>
      <artifactId>kotlin-reflect</artifactId>
      <version>2.3.21</version>
    </dependency>
    <dependency>
      <groupId>org.jetbrains.kotlinx</groupId>
      <artifactId>kotlinx-coroutines-reactor</artifactId>
      <version>1.10.2</version>
    </dependency>
    <dependency>
      <groupId>io.projectreactor</groupId>
      <artifactId>reactor-core</artifactId>
      <version>3.8.8</version>
    </dependency>
  </dependencies>
  <build>
    <sourceDirectory>.</sourceDirectory>
    <plugins>
      <plugin>
        <groupId>org.jetbrains.kotlin</groupId>
        <artifactId>kotlin-maven-plugin</artifactId>
        <version>2.3.21</version>
        <executions>
          <execution>
            <phase>compile</phase>
            <goals>
              <goal>compile</goal>
            </goals>
          </execution>
        </executions>
        <configuration>
          <!-- the compiler's daemon would outlive this -->
          <useDaemon>false</useDaemon>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
XML
cat >Suspend.kt <<'KOTLIN'
import kotlinx.coroutines.delay
import org.springframework.context.support.StaticApplicationContext
import org.springframework.core.MethodParameter
import org.springframework.core.codec.StringDecoder
import org.springframework.messaging.Message
import org.springframework.messaging.handler.DestinationPatternsMessageCondition
import org.springframework.messaging.handler.annotation.MessageExceptionHandler
import org.springframework.messaging.handler.annotation.MessageMapping
import org.springframework.messaging.handler.annotation.reactive.MessageMappingMessageHandler
import org.springframework.messaging.handler.invocation.reactive.HandlerMethodReturnValueHandler
import org.springframework.messaging.simp.SimpMessageHeaderAccessor
import org.springframework.messaging.simp.SimpMessagingTemplate
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler
import org.springframework.messaging.support.ExecutorSubscribableChannel
import org.springframework.messaging.support.MessageBuilder
import org.springframework.stereotype.Controller
import org.springframework.util.SimpleRouteMatcher
import org.springframework.util.AntPathMatcher
import reactor.core.publisher.Mono

@Controller
class Greeting {

    var heard = "nothing"

    @MessageMapping("greet")
    suspend fun greet() {
        delay(1)
        heard = "called"
    }

    @MessageExceptionHandler
    fun failed(failure: Exception) {
        heard = failure.javaClass.simpleName
    }
}

object NothingToSend : HandlerMethodReturnValueHandler {

    override fun supportsReturnType(type: MethodParameter) = true

    override fun handleReturnValue(value: Any?, type: MethodParameter, message: Message<*>): Mono<Void> =
        if (value is Mono<*>) value.then() else Mono.empty()
}

fun main() {
    val reactive = Greeting()
    val rsocket = MessageMappingMessageHandler()
    rsocket.setHandlers(listOf(reactive))
    rsocket.setDecoders(listOf(StringDecoder.allMimeTypes()))
    rsocket.returnValueHandlerConfigurer.addCustomHandler(NothingToSend)
    rsocket.afterPropertiesSet()
    val route = SimpleRouteMatcher(AntPathMatcher()).parseRoute("greet")
    rsocket.handleMessage(
        MessageBuilder.withPayload("").setHeader(DestinationPatternsMessageCondition.LOOKUP_DESTINATION_HEADER, route).build()
    ).block()
    println("as with RSocket: ${reactive.heard}")

    val context = StaticApplicationContext()
    context.registerSingleton("greeting", Greeting::class.java)
    context.refresh()
    val channel = ExecutorSubscribableChannel()
    val stomp = SimpAnnotationMethodMessageHandler(channel, channel, SimpMessagingTemplate(channel))
    stomp.setDestinationPrefixes(listOf("/app"))
    stomp.applicationContext = context
    stomp.afterPropertiesSet()
    stomp.start()
    val headers = SimpMessageHeaderAccessor.create()
    headers.destination = "/app/greet"
    headers.sessionId = "one"
    headers.sessionAttributes = mutableMapOf()
    stomp.handleMessage(MessageBuilder.createMessage("any", headers.messageHeaders))
    println("as with STOMP: ${context.getBean(Greeting::class.java).heard}")
}
KOTLIN
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:copy-dependencies -DoutputDirectory=lib >build.log 2>&1 ||
	{ cat build.log >&2; exit 1; }
java -cp 'target/classes:lib/*' SuspendKt 2>log | tee seen || { cat log >&2; exit 1; }

diff seen - <<'SEEN' && echo "As described."
as with RSocket: called
as with STOMP: MessageConversionException
SEEN
